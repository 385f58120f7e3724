"""The app (网页): a project in the browser, served on this machine to the person who started it.

`start` opens a project and serves it; `server` puts the rooms together, which `rooms` names; `guard` and
`connections` say to whom and how long; `state` is what all rooms share: `desk`, a dataset with its sources
and corrections, and `jobs`, what reads beside the server. Each room is a folder: its routes, pages and
templates.
"""
