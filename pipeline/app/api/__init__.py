"""The service (接口): what other programs ask the app for, as JSON, by a token of the project."""
