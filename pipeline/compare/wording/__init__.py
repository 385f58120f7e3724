"""What wordings say, whatever their signs and order, and which members of two of them are one."""
