"""The verbs of a wish. Each checks what the domain knows, writes its facts and refuses by name (``Refused``).

They run inside the door's lock and never move the process: which step comes next is the flow's business.
"""
