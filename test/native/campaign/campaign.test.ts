import { expect, test } from 'vitest'
import { signingCases } from './cases.ts'
import { runSigningCampaign } from './run-campaign.ts'

/** The short form; `npm run prove -- signing` has them all. */
const everySixth = signingCases.filter((_, index) => index % 6 === 0)

test('faults of token and driver are told for what they are; nothing falsely signed, no PIN tried twice, signing goes on', async () => {
  const { findings, slowestRecoveryMs: _, kinds: _none, ...counts } = await runSigningCampaign({ cases: everySixth })
  expect(findings).toEqual([])
  expect(counts).toEqual({ cases: everySixth.length, wrongOutcomes: 0, falselySigned: 0, pinRetries: 0 })
  expect(signingCases.length).toBeGreaterThan(60)
}, 600_000)

test('the campaign sees a wrong answer', async () => {
  const spoilt = { name: 'spoilt', acts: [{ do: 'open' as const, fault: 'C_Login:0x6', expect: 'ok' as const }] }
  const { wrongOutcomes, findings } = await runSigningCampaign({ cases: [spoilt] })
  expect(wrongOutcomes).toBe(1)
  expect(findings[0]).toContain('CKR_FUNCTION_FAILED')
})
