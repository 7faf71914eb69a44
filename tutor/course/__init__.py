"""The course as data: folders of text files in, frozen dataclasses out."""

from tutor.course.load import default_root, hidden_folders, load_course
from tutor.course.model import Course, Exercise, Hint, Limits, Policy, Task, module_title
from tutor.course.workspace import create_handout, create_workspace

__all__ = [
    "Course",
    "Exercise",
    "Hint",
    "Limits",
    "Policy",
    "Task",
    "create_handout",
    "create_workspace",
    "default_root",
    "hidden_folders",
    "load_course",
    "module_title",
]
