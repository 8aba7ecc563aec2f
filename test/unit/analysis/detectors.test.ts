import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { detectors } from '../../../src/extension/analysis/detectors/all.ts'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'
import { expectedSites, fixtures, mappedSites } from './fixtures.ts'

describe.each(readdirSync(fixtures))('the fixture of %s', (name) => {
  it('is mapped exactly as its comments say', () => {
    const expected = expectedSites(`${fixtures}/${name}`)
    expect(expected.length).toBeGreaterThan(0)
    expect(mappedSites(`${fixtures}/${name}`)).toEqual(expected)
  })
})

describe('every detector', () => {
  const libraries = [...new Set(detectors.map(({ library }) => library))]

  it('is proven by a fixture', () => {
    const proven = new Set(mapWorkspace({ roots: [fixtures] }).sites.map(({ library }) => library))
    expect(libraries.filter((library) => !proven.has(library))).toEqual([])
  })
  it('has its line in docs/detectors.md', () => {
    const page = readFileSync(new URL('../../../docs/detectors.md', import.meta.url), 'utf8')
    expect(libraries.filter((library) => !page.includes(`| ${library} |`))).toEqual([])
  })
  it('is plain data, so that settings can hold one', () => {
    expect(JSON.parse(JSON.stringify(detectors))).toEqual(detectors)
  })
})
