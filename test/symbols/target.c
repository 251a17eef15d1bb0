/* A process with a stack, functions and addresses that the tests know. Prints its stack, then answers commands. */
#include <dlfcn.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_stack(void)
{
	void *frames[64];
	int count = backtrace(frames, 64);
	for (int i = 0; i < count; i++)
		printf("%p ", frames[i]);
	printf("\n");
	fflush(stdout);
}

void __attribute__((noreturn)) never_returns(void);

/* Its last instruction is the call: the return address is that of the next function. */
void ends_in_call(void)
{
	never_returns();
}

int next_function(int value)
{
	return value * 3;
}

static int local_function(int value)
{
	return value * 5;
}

void __attribute__((noreturn)) never_returns(void)
{
	char line[4096];
	print_stack();
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (!strcmp(line, "heap"))
			printf("%p\n", malloc(100));
		else if (!strcmp(line, "functions"))
			printf("%p %p\n", (void *)next_function, (void *)local_function);
		else if (!strcmp(line, "load"))
			printf("%p\n", dlsym(dlopen("libm.so.6", RTLD_NOW), "cos"));
		else if (!strncmp(line, "exec ", 5))
			execl(line + 5, line + 5, (char *)0);
		fflush(stdout);
	}
	_exit(0);
}

int main(void)
{
	ends_in_call();
}
