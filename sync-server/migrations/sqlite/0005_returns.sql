-- Which record a return asks about: who withdraws is gone from returns too. Unknown for those from before this step.
ALTER TABLE returns ADD COLUMN record BLOB;
