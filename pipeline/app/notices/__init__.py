"""Notices (通知): the home of the app, all notices of the project with what is to be done about them."""
