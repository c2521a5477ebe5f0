/** The app's version as Electron writes it into the user agent: `… like Gecko) quay-mot-cua/0.1.0 Chrome/…`. */
export function findAppVersion(userAgent: string): string | undefined {
  return /like Gecko\) \S+\/(\d+\.\d+\.\d+\S*) /.exec(userAgent)?.[1]
}
