import type { ReactNode } from 'react'
import styles from './settings-page.module.css'

/** A titled list of names and values. @param isWide over all columns */
export function Facts({ title, isWide = false, children }: { title: string; isWide?: boolean; children: ReactNode }) {
  return (
    <section className={isWide ? `${styles.facts} ${styles.wide}` : styles.facts} aria-label={title}>
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
