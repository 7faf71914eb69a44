"""System call numbers of the two architectures that the box knows.

Each entry reads `name:x86_64:aarch64`, with `-` where the architecture has no such call. The
numbers are the kernel's, from `asm/unistd_64.h` and `asm-generic/unistd.h`; they never change. A
box is filtered by them, and the grader reads by them what a box has tried.
"""

import platform

ARCHITECTURE = {
    "x86_64": "x86_64",
    "amd64": "x86_64",
    "aarch64": "aarch64",
    "arm64": "aarch64",
}.get(platform.machine().lower())

# As the kernel's audit subsystem names them; seccomp reports the same number.
AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_HARMLESS = """
    read:0:63 write:1:64 readv:19:65 writev:20:66 pread64:17:67 pwrite64:18:68 preadv:295:69
    pwritev:296:70 close:3:57 fstat:5:80 newfstatat:262:79 stat:4:- lstat:6:- statx:332:291
    fstatfs:138:44 statfs:137:43 lseek:8:62 mmap:9:222 mprotect:10:226 munmap:11:215 brk:12:214
    mremap:25:216 madvise:28:233 mincore:27:232 rt_sigaction:13:134 rt_sigprocmask:14:135
    rt_sigreturn:15:139 sigaltstack:131:132 rt_sigpending:127:136 rt_sigsuspend:130:133
    rt_sigtimedwait:128:137 pause:34:- access:21:- faccessat:269:48 faccessat2:439:439 select:23:-
    pselect6:270:72 poll:7:- ppoll:271:73 epoll_create1:291:20 epoll_ctl:233:21 epoll_wait:232:-
    epoll_pwait:281:22 sched_yield:24:124 dup:32:23 dup2:33:- dup3:292:24 pipe:22:- pipe2:293:59
    nanosleep:35:101 clock_nanosleep:230:115 clock_gettime:228:113 clock_getres:229:114
    gettimeofday:96:169 time:201:- getpid:39:172 getppid:110:173 gettid:186:178 getpgrp:111:-
    getpgid:121:155 getsid:124:156 getuid:102:174 geteuid:107:175 getgid:104:176 getegid:108:177
    getresuid:118:148 getresgid:120:150 getgroups:115:158 uname:63:160 getcwd:79:17 chdir:80:49
    fchdir:81:50 open:2:- openat:257:56 readlink:89:- readlinkat:267:78 getdents64:217:61
    fsync:74:82 fdatasync:75:83 flock:73:32 fadvise64:221:223 sendfile:40:71 umask:95:166
    futex:202:98 futex_wait:455:455 futex_wake:454:454 futex_waitv:449:449 set_robust_list:273:99
    get_robust_list:274:100 rseq:334:293 set_tid_address:218:96 sched_getaffinity:204:123
    sched_getparam:143:121 sched_getscheduler:145:120 sched_get_priority_max:146:125
    sched_get_priority_min:147:126 getcpu:309:168 getrandom:318:278 exit:60:93 exit_group:231:94
    getrusage:98:165 times:100:153 sysinfo:99:179 getrlimit:97:163 arch_prctl:158:-
    membarrier:324:283 restart_syscall:219:128 wait4:61:260 waitid:247:95 getitimer:36:102
    setitimer:38:103 alarm:37:- getpriority:140:141 eventfd2:290:19
"""

# Allowed for some arguments, or in some boxes, only; `guest/seccomp.py` says which.
_CONDITIONAL = """
    clone:56:220 clone3:435:435 kill:62:129 tgkill:234:131 fcntl:72:25 ioctl:16:29 prctl:157:167
    prlimit64:302:261 seccomp:317:277 ftruncate:77:46
"""

# Never needed by PyTorch code; named so that the filter for GPU boxes can refuse them.
_DANGEROUS = """
    fork:57:- vfork:58:- execve:59:221 execveat:322:281 ptrace:101:117 process_vm_readv:310:270
    process_vm_writev:311:271 process_madvise:440:440 tkill:200:130 rt_sigqueueinfo:129:138
    rt_tgsigqueueinfo:297:240 pidfd_open:434:434 pidfd_getfd:438:438 pidfd_send_signal:424:424
    socket:41:198 socketpair:53:199 connect:42:203 bind:49:200 listen:50:201 accept:43:202
    accept4:288:242 sendto:44:206 sendmsg:46:211 sendmmsg:307:269 recvfrom:45:207 recvmsg:47:212
    recvmmsg:299:243 unshare:272:97 setns:308:268 mount:165:40 umount2:166:39 pivot_root:155:41
    chroot:161:51 open_tree:428:428 move_mount:429:429 fsopen:430:430 fsmount:432:432
    fsconfig:431:431 mount_setattr:442:442 open_by_handle_at:304:265 name_to_handle_at:303:264
    bpf:321:280 perf_event_open:298:241 userfaultfd:323:282 io_uring_setup:425:425
    io_uring_enter:426:426 io_uring_register:427:427 keyctl:250:219 add_key:248:217
    request_key:249:218 init_module:175:105 finit_module:313:273 delete_module:176:106
    kexec_load:246:104 reboot:169:142 swapon:167:224 swapoff:168:225 setuid:105:146 setgid:106:144
    setreuid:113:145 setregid:114:143 setresuid:117:147 setresgid:119:149 setgroups:116:159
    setfsuid:122:151 setfsgid:123:152 capset:126:91 sethostname:170:161 setdomainname:171:162
    shmget:29:194 shmat:30:196 shmctl:31:195 semget:64:190 semop:65:193 semctl:66:191
    msgget:68:186 msgsnd:69:189 msgrcv:70:188 msgctl:71:187 mq_open:240:180 mq_unlink:241:181
    memfd_secret:447:447 setpriority:141:140 sched_setscheduler:144:119 sched_setattr:314:274
    sched_setparam:142:118 sched_setaffinity:203:122 settimeofday:164:170 clock_settime:227:112
    adjtimex:159:171 acct:163:89 quotactl:179:60 setrlimit:160:164 personality:135:92
    truncate:76:45 unlink:87:- unlinkat:263:35 mkdir:83:- mkdirat:258:34 rmdir:84:- rename:82:-
    renameat:264:38 renameat2:316:276 symlink:88:- symlinkat:266:36 link:86:- linkat:265:37
    chmod:90:- fchmod:91:52 fchmodat:268:53 chown:92:- fchown:93:55 lchown:94:- fchownat:260:54
    utimensat:280:88 setxattr:188:5 lsetxattr:189:6 fsetxattr:190:7 mknod:133:- mknodat:259:33
    inotify_init1:294:26 fanotify_init:300:262 kcmp:312:272 vmsplice:278:75 openat2:437:437
    setsid:112:157 setpgid:109:154
"""


def _column(table: str) -> dict[str, int]:
    column = 1 if ARCHITECTURE == "x86_64" else 2
    entries = (entry.split(":") for entry in table.split())
    return {entry[0]: int(entry[column]) for entry in entries if entry[column] != "-"}


HARMLESS = _column(_HARMLESS)
CONDITIONAL = _column(_CONDITIONAL)
DANGEROUS = _column(_DANGEROUS)
