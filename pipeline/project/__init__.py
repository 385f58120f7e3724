"""A project (项目): notices, what people corrected in them, and the dataset, in a folder that may move."""

from pipeline.project.file import ProjectFault
from pipeline.project.place import NoProject
from pipeline.project.project import Project

__all__ = ["NoProject", "Project", "ProjectFault"]
