-- Whether a return was ever handed out. A device that has more than a restored server gave counts past returns that it has
-- never seen; those from before this step count as handed out, as they did.
ALTER TABLE returns ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;
UPDATE returns SET shown = 1;
