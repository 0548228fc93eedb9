"""The page «Nhắc việc»: which mails went to whom, and what is still owed."""
