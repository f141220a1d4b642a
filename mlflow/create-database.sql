-- run once by the postgres image, on an empty data folder
CREATE DATABASE mlflow;
