import type { ReactNode } from 'react'
import styles from './settings-page.module.css'

/** A titled list of names and values. */
export function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.facts} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <dl className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </dl>
  )
}
