"""Everything on one machine and in one folder: broker, web server, worker and timetable as one tree."""
