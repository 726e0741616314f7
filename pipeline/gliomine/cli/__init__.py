"""The commands of `gliomine`, one file a group: arguments in, one library call out."""
