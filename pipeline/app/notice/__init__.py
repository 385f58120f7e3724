"""One notice (一份通知): its records as forms beside its pages, to be mended or settled."""
