const greeting: string = 'hello from TypeScript'
console.log(`${greeting}, Node.js ${process.versions.node.split('.')[0]}`)
