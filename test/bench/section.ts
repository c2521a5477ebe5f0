/** What a key of `out/bench.json` means, for the table. */
export interface KeyDescription {
  /** The aim as people say it, e.g. '<= 1.25'. */
  aim: string
  /** What the value is measured against, in the same run. */
  floor: string
}

/** What a section answers: its keys' values, and how they came about. */
export interface SectionReport {
  values: Record<string, unknown>
  /** Run counts, medians of both sides and whatever explains the values. */
  details: Record<string, unknown>
}

/** One part of the benchmark. It runs in a process of its own, so that it can crash, hang or leak and void no other. */
export interface Section {
  name: string
  /** The process, with all it started, is ended after this. */
  timeoutMs: number
  keys: Record<string, KeyDescription>
  /** Loaded only in the section's own process. */
  load(): Promise<{ measure(): Promise<SectionReport> }>
}
