"""The priorities of adaptation of départements: written by members, validated by the relay, gathered for the region.

Their columns are those of the sheet in which the State collects them (planification-ecologique/cop-adaptation, 2025,
MIT).
"""
