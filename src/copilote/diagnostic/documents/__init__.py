"""The diagnostic on paper: of a region, and of a territory to be brought to its council, as PDF and DOCX.

Made from the same sums and lines as the pages, for the same reader: whoever comes, a member, the animation.
"""
