/*
 * A seccomp filter (kernel: Documentation/userspace-api/seccomp_filter.rst) as a constant table: a
 * call that is not in it does not exist. Before it Landlock (landlock.rst), which opens files by
 * name.
 */
#include "channels/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define JAIL_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define JAIL_ARCH AUDIT_ARCH_AARCH64
#else
#error "name the architecture as the kernel's audit does"
#endif

/* --- Landlock --- */

enum {
	LL_RUN = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE,
	LL_READ_FILE = LANDLOCK_ACCESS_FS_READ_FILE,
	LL_READ_DIR = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
	/* what the first version knows: read, write, make, remove */
	LL_ALL = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
};

static void open_path(int rules, const char *path, bool run)
{
	struct landlock_path_beneath_attr rule = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
	struct stat st;

	if (rule.parent_fd < 0)
		return;
	if (fstat(rule.parent_fd, &st) == 0) {
		rule.allowed_access = run		    ? LL_RUN
				      : S_ISDIR(st.st_mode) ? LL_READ_DIR
							    : LL_READ_FILE;
		syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	close(rule.parent_fd);
}

static int close_files(const struct jail *j)
{
	const struct landlock_ruleset_attr attr = {.handled_access_fs = LL_ALL};
	int rules =
		(int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr.handled_access_fs, 0);
	int failed;

	if (rules < 0)
		return -1;
	for (const char *const *p = j->read; *p; p++)
		open_path(rules, *p, false);
	for (const char *const *p = j->run; *p; p++)
		open_path(rules, *p, true);
	failed = (int)syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
	return failed;
}

bool jail_has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

/* --- seccomp --- */

#define FIELD(name) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned int)offsetof(struct seccomp_data, name))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define ALLOW(call)  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), ANSWER(SECCOMP_RET_ALLOW)
/* When the lower half of argument n has none of these bits. */
#define ALLOW_WITHOUT(call, n, bits) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 4), FIELD(args[n]), \
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 1, 0), ANSWER(SECCOMP_RET_ALLOW), \
		ANSWER(SECCOMP_RET_ERRNO | EPERM)

enum {
	OTHER_ABI = 0x40000000, /* x32 numbers of the same calls */
	WRITES = O_ACCMODE | O_CREAT | O_TRUNC,
	FCNTL_HARMLESS = F_DUPFD | F_GETFD | F_SETFD | F_GETFL, /* 0 to 3: none sends signals */
	ANY_BIT = -1,
};

static const struct sock_filter filter[] = {
	FIELD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, JAIL_ARCH, 1, 0),
	ANSWER(SECCOMP_RET_KILL_PROCESS),
	FIELD(nr),
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, OTHER_ABI, 0, 1),
	ANSWER(SECCOMP_RET_KILL_PROCESS),
	/* bytes of what is open */
	ALLOW(SYS_read),
	ALLOW(SYS_write),
	ALLOW(SYS_pread64),
	ALLOW(SYS_readv),
	ALLOW(SYS_writev),
	ALLOW(SYS_lseek),
	ALLOW(SYS_close),
	ALLOW(SYS_fstat),
	ALLOW(SYS_fstatfs),
	ALLOW(SYS_fadvise64),
	ALLOW(SYS_getdents64),
	ALLOW_WITHOUT(SYS_fcntl, 1, (unsigned int)~FCNTL_HARMLESS),
	/* files by name, for reading */
	ALLOW_WITHOUT(SYS_openat, 2, WRITES),
	ALLOW(SYS_newfstatat),
	ALLOW(SYS_statx),
	ALLOW(SYS_statfs),
	ALLOW(SYS_faccessat),
	ALLOW(SYS_faccessat2),
	ALLOW(SYS_readlinkat),
	ALLOW(SYS_getcwd),
	ALLOW(SYS_execve),
#if defined(__x86_64__)
	ALLOW_WITHOUT(SYS_open, 1, WRITES),
	ALLOW(SYS_stat),
	ALLOW(SYS_lstat),
	ALLOW(SYS_access),
	ALLOW(SYS_readlink),
	ALLOW(SYS_arch_prctl),
	ALLOW(SYS_time),
#endif
	/* memory */
	ALLOW(SYS_mmap),
	ALLOW(SYS_munmap),
	ALLOW(SYS_mremap),
	ALLOW(SYS_mprotect),
	ALLOW(SYS_madvise),
	ALLOW(SYS_brk),
	/* itself; prlimit64 of process 0 is of itself */
	ALLOW(SYS_exit),
	ALLOW(SYS_exit_group),
	ALLOW(SYS_futex),
	ALLOW(SYS_set_tid_address),
	ALLOW(SYS_set_robust_list),
	ALLOW(SYS_rseq),
	ALLOW(SYS_rt_sigaction),
	ALLOW(SYS_rt_sigprocmask),
	ALLOW(SYS_rt_sigreturn),
	ALLOW(SYS_sigaltstack),
	ALLOW(SYS_getrandom),
	ALLOW(SYS_sysinfo),
	ALLOW(SYS_uname),
	ALLOW(SYS_getpid),
	ALLOW(SYS_gettid),
	ALLOW(SYS_getuid),
	ALLOW(SYS_geteuid),
	ALLOW(SYS_getgid),
	ALLOW(SYS_getegid),
	ALLOW(SYS_getrusage),
	ALLOW_WITHOUT(SYS_prlimit64, 0, (unsigned int)ANY_BIT),
	ALLOW(SYS_clock_gettime),
	ALLOW(SYS_clock_getres),
	ALLOW(SYS_gettimeofday),
	ALLOW(SYS_times),
	ALLOW(SYS_sched_yield),
	ALLOW(SYS_nanosleep),
	ALLOW(SYS_clock_nanosleep),
	ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
};

int jail_enter(const struct jail *j)
{
	const struct sock_fprog program = {
		sizeof filter / sizeof filter[0], (struct sock_filter *)filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	if (jail_has_landlock() && close_files(j) != 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
