using System.Globalization;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Traffic;

namespace EcaTools.PracticeOrg.World.Seeds;

/// <summary>Where a world comes from: its people and settings, its metadata, and who called before it began.</summary>
internal abstract class SeedSource
{
    /// <summary>The most connected apps of an enterprise.</summary>
    public const int MaximumApps = 10_000;

    /// <summary>Before the folder in the name of a seed.</summary>
    public const string FolderPrefix = "from:";

    private const string EnterprisePrefix = "enterprise:";

    /// <summary>What the seeds are called, for messages.</summary>
    public static string Names { get; } =
        string.Create(CultureInfo.InvariantCulture, $"demo, empty, enterprise:<1 to {MaximumApps}> and from:<folder>");

    /// <summary>The organization, its profiles, permission sets, users and tokens.</summary>
    public abstract OrgSeed Org { get; }

    /// <summary>The source that a seed names, or null if no seed has that name.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file in the folder can't be used; the message names it and the
    /// line.</exception>
    public static SeedSource? Open(string seed)
    {
        if (seed is "demo" or "empty")
        {
            return new EmbeddedSeed(seed);
        }

        if (seed.StartsWith(EnterprisePrefix, StringComparison.Ordinal))
        {
            return
                int.TryParse(
                    seed.AsSpan(EnterprisePrefix.Length),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int apps
                ) && apps is >= 1 and <= MaximumApps
                ? new EnterpriseSeed(apps)
                : null;
        }

        return seed.StartsWith(FolderPrefix, StringComparison.Ordinal) && seed.Length > FolderPrefix.Length
            ? new FolderSeed(seed[FolderPrefix.Length..])
            : null;
    }

    /// <summary>The metadata that the world begins with.</summary>
    public abstract MetadataState LoadMetadata(IOrg world);

    /// <summary>Who called in the days before; the metadata is there when this is asked.</summary>
    public abstract IEnumerable<Caller> Callers(IOrg world, TrafficWindow window);
}
