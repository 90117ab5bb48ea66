-- Every sync asks how many recordings of its device are here.
CREATE INDEX media_of_device ON media (device, whole);
