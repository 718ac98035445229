/* What a whole process costs, from its start to its end: runs a command so many times and prints what the others here do.
 *
 *   cost TIMES COMMAND ARGUMENT...     prints: seconds of the processor, seconds, 0, peak memory in KiB */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) {
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(char **command) {
  pid_t child = vfork(); /* what a fork costs is not counted as the command's */
  if (child == 0) {
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  int status = 1;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    fprintf(stderr, "cost: %s failed\n", command[0]);
    exit(1);
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  double started = now();
  for (long i = atol(argv[1]); i > 0; i--) run(argv + 2);
  struct rusage used;
  getrusage(RUSAGE_CHILDREN, &used);
  printf("%.6f %.6f 0 %ld\n", seconds(used.ru_utime) + seconds(used.ru_stime), now() - started, used.ru_maxrss);
  return 0;
}
