"""The pages a supervisor asks: can this installation serve?"""
