"""Work that a page does not wait for: asked for, followed, stopped, kept as a file for a time. A Django app.

`asking` is what the stages call; what makes a kind of file is named by `jobs` of an app's AppConfig, and is given a
`Run` (`running`). `worker` does the jobs, beside the site or alone. Rests on django-tasks and its table of tasks.
May import what is below `publish`.
"""
