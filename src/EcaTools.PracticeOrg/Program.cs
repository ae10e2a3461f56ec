using System.Text;
using EcaTools.PracticeOrg;

// The console's own writer cuts a line every 256 characters; whoever reads the ready line from a pipe should find it
// whole.
using StreamWriter output = new(
    Console.OpenStandardOutput(),
    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    bufferSize: 4096
);
return await PracticeProgram.RunAsync(args, Console.In, output, Console.Error).ConfigureAwait(false);
