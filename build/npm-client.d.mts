export function npmCli(): string
export function fetchPackage(spec: string, integrity: string, folder: string): string
