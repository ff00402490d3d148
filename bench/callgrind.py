"""Tell callgrind, from inside the process it runs, to count from here on; a start is not counted, and quick.

Valgrind listens for one sequence of instructions that does nothing by itself (`valgrind.h`, the client request of
amd64): four rotations that cancel out and an exchange of a register with itself.
"""

import ctypes
import mmap
import platform

# Whether this machine's processor is the one whose sequence is below; on others everything is counted from the start.
KNOWN = platform.machine() in ("x86_64", "AMD64")
# mov rax, rdi; xor edx, edx; rol rdi, 3, 13, 61, 51; xchg rbx, rbx; mov rax, rdx; ret
_ASK = bytes.fromhex("4889f8 31d2 48c1c703 48c1c70d 48c1c73d 48c1c733 4887db 4889d0 c3")
# CALLGRIND_START_INSTRUMENTATION of callgrind.h: the fifth request of the tool CT.
_START = (ord("C") << 24) + (ord("T") << 16) + 4


def count_from_here() -> None:
    """Begin to count where callgrind was started with `--instr-atstart=no`; without callgrind nothing happens."""
    if not KNOWN:
        return
    with mmap.mmap(-1, len(_ASK), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC) as memory:
        memory.write(_ASK)
        held = ctypes.c_char.from_buffer(memory)
        ask = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p)(ctypes.addressof(held))
        asked = (ctypes.c_size_t * 6)(_START)
        ask(ctypes.addressof(asked))
        # The memory cannot be given back while anything points into it.
        del ask, held
