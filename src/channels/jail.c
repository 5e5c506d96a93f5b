/* A seccomp filter (kernel: Documentation/userspace-api/seccomp_filter.rst) as a constant table. */
#include "channels/jail.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define JAIL_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define JAIL_ARCH AUDIT_ARCH_AARCH64
#else
#error "name the architecture as the kernel's audit does"
#endif

enum { OTHER_ABI = 0x40000000 }; /* x32 numbers of the same calls */

#define FIELD(name) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned int)offsetof(struct seccomp_data, name))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE(call) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), ANSWER(SECCOMP_RET_ERRNO | EPERM)

int jail_enter(void)
{
	static const struct sock_filter filter[] = {
		FIELD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, JAIL_ARCH, 1, 0),
		ANSWER(SECCOMP_RET_KILL_PROCESS),
		FIELD(nr),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, OTHER_ABI, 0, 1),
		ANSWER(SECCOMP_RET_KILL_PROCESS),
		REFUSE(__NR_socket),
		REFUSE(__NR_socketpair),
		REFUSE(__NR_clone),
		REFUSE(__NR_clone3),
		REFUSE(__NR_ptrace),
		REFUSE(__NR_process_vm_readv),
		REFUSE(__NR_process_vm_writev),
		REFUSE(__NR_kill),
		REFUSE(__NR_unshare),
		REFUSE(__NR_setns),
		REFUSE(__NR_mount),
		REFUSE(__NR_bpf),
		REFUSE(__NR_perf_event_open),
		REFUSE(__NR_keyctl),
		REFUSE(__NR_io_uring_setup),
		REFUSE(__NR_userfaultfd),
		REFUSE(__NR_unlinkat),
		REFUSE(__NR_renameat2),
		REFUSE(__NR_mkdirat),
		ANSWER(SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {
		sizeof filter / sizeof filter[0], (struct sock_filter *)filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
