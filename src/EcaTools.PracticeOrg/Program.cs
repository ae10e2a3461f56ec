using EcaTools.PracticeOrg;

return await PracticeProgram.RunAsync(args, Console.In, Console.Out, Console.Error).ConfigureAwait(false);
