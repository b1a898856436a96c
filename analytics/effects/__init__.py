"""Whether a measure worked: what the untouched series say would have been."""
