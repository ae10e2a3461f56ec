using EcaTools.Guides;

if (args is not [string folder])
{
    await Console.Error.WriteLineAsync("usage: dotnet run --project tools/EcaTools.Guides -- docs/guides");
    return 2;
}

if (!Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync(
        $"The folder '{folder}' does not exist. Run this in the root of the repository."
    );
    return 1;
}

foreach (string path in await GeneratedGuides.WriteAsync(folder, CancellationToken.None))
{
    Console.WriteLine($"wrote {path}");
}

return 0;
