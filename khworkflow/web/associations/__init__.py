"""The page «Tổ chức»: the tree of associations, its people, their invitations."""
