export function cacheDir(): string
