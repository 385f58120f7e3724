"""The notice around its rubrics: its letter, sections, tasks (任务), goals (目标)."""
