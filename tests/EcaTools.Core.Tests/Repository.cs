namespace EcaTools.Core.Tests;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    public static string PathOf(params string[] parts)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EcaTools.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([
            folder?.FullName ?? throw new InvalidOperationException("The tests run outside a checkout."),
            .. parts,
        ]);
    }
}
