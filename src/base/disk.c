/* fsync by path. */
#include "base/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool sync_with(const char *path, int (*sync)(int fd))
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), kept;
	bool good = fd >= 0 && sync(fd) == 0;

	kept = errno;
	if (fd >= 0)
		close(fd);
	errno = kept;
	return good;
}

bool disk_sync(const char *path)
{
	return sync_with(path, fsync);
}

bool disk_sync_all(const char *path)
{
	return sync_with(path, syncfs);
}
