"""The trusted side of the boundary. `layers` and `launch` import no torch, so that faces may."""
