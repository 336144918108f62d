export function run(
    command: string,
    args: string[],
    options?: {cwd?: string; env?: Record<string, string>; stdio?: unknown},
): Promise<number>
