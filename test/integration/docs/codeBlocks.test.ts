import { expect, it } from 'vitest'
import { codeBlocks } from './codeBlocks.ts'

const page = `
# One
\`\`\`ts
a()
\`\`\`
words
\`\`\`ts
b()

c()
\`\`\`
\`\`\`text
out
\`\`\`
\`\`\`ts not run
d()
\`\`\`
## Two
\`\`\`sh
npm i
\`\`\`
\`\`\`ts redis
e()
\`\`\`
## Three
\`\`\`text
of nothing
\`\`\`
`

it('finds the blocks that can be run, each with its heading and its output', () => {
  expect(codeBlocks(page)).toEqual([
    { name: 'One 1', line: 4, code: 'a()', needs: undefined, output: 'out' },
    { name: 'One 2', line: 8, code: 'b()\n\nc()', needs: undefined, output: 'out' },
    { name: 'Two 1', line: 23, code: 'e()', needs: 'redis', output: undefined },
  ])
})

it('does not take a block without an end for none', () => {
  expect(() => codeBlocks('text\n```ts\na()\n')).toThrow('line 2')
})
