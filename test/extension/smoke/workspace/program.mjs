console.log('hello from JavaScript')
process.exitCode = 3
