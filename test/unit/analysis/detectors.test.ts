import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectedSites, fixtures, mappedSites } from './fixtures.ts'

describe.each(readdirSync(fixtures))('the fixture of %s', (name) => {
  it('is mapped exactly as its comments say', () => {
    const expected = expectedSites(`${fixtures}/${name}`)
    expect(expected.length).toBeGreaterThan(0)
    expect(mappedSites(`${fixtures}/${name}`)).toEqual(expected)
  })
})
