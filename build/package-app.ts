export function packageDebian(_args: string[]): Promise<number> { return Promise.reject(new Error('not yet')) }
