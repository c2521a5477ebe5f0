import type { Told, Tone } from '../i18n/vi.ts'

/** Shapes, not colours: a tick, a clock, a triangle, a stop sign, a dot. Decorative beside words, so hidden from readers. */
const PATHS: Record<Tone, string> = {
  good: 'M2.5 8.5 6 12l7.5-8',
  busy: 'M8 1.8a6.2 6.2 0 1 0 0 12.4 6.2 6.2 0 0 0 0-12.4M8 4.6V8l2.3 1.5',
  warning: 'M8 1.8 15 14H1ZM8 6v4M8 11.6v1',
  danger: 'M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5ZM8 4.5v4.5M8 11v1',
  neutral: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5'
}

export function ToneIcon({ tone }: { tone: Tone }) {
  return (
    <svg className="tone-icon" data-tone={tone} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
      <path d={PATHS[tone]} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}

/** Words with their sign, in one line. */
export function ToneText({ told, title = told.text }: { told: Told; title?: string }) {
  return (
    <span className="tone-text" data-tone={told.tone} title={title}>
      <ToneIcon tone={told.tone} />
      <span className="tone-words">{told.text}</span>
    </span>
  )
}
