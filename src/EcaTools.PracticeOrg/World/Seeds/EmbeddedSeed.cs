using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata;
using EcaTools.PracticeOrg.Metadata.Changes;
using EcaTools.PracticeOrg.Metadata.Schema;
using EcaTools.PracticeOrg.Traffic;

namespace EcaTools.PracticeOrg.World.Seeds;

/// <summary>A world that travels inside the assembly: world.json, and the metadata next to it in package
/// format.</summary>
internal sealed class EmbeddedSeed(string name) : SeedSource
{
    public override OrgSeed Org { get; } = EmbeddedData.Json<OrgSeed>($"{name}/world.json");

    public override MetadataState LoadMetadata(IOrg world)
    {
        MetadataTransaction transaction = new(world, MetadataState.Empty, world.AdministratorId);
        foreach (MetadataType type in MetadataTypeTable.Default.All)
        {
            string prefix = $"{name}/{type.Directory}/";
            foreach (
                string file in EmbeddedData
                    .Names($"{name}/{type.Directory}")
                    .Where(n => n.EndsWith("." + type.Suffix, StringComparison.Ordinal))
            )
            {
                transaction.Seed(type, file[prefix.Length..^(type.Suffix.Length + 1)], EmbeddedData.Xml(file));
            }
        }

        transaction.GeneratePolicies();
        return transaction.State;
    }

    public override IEnumerable<Caller> Callers(IOrg world, TrafficWindow window) =>
        Org.Traffic.Select(traffic => new Caller
        {
            Application = traffic.Application,
            ConnectedAppId = traffic.App is null
                ? null
                : AppIds.OfEvents(world.Metadata, traffic.App)
                    ?? throw new InvalidOperationException(
                        $"The seed has traffic of {traffic.App}, which it does not have."
                    ),
            UserId =
                world.FindUser(traffic.User)?.Text("Id")
                ?? throw new InvalidOperationException($"The seed has traffic of {traffic.User}, who is no user."),
            Username = traffic.User,
            SourceIp = traffic.SourceIp,
            LoginType = traffic.LoginType,
            LoginSubType = traffic.LoginSubType,
            LoginStatus = traffic.Status,
            Logins = new EvenSchedule(window, traffic.PerDay, traffic.Days),
            Calls =
                traffic.CallsPerDay == 0
                    ? NoSchedule.Instance
                    : new EvenSchedule(window, traffic.CallsPerDay, traffic.Days),
            ClientName = traffic.Client ?? "",
            ApiFamily = traffic.ApiFamily,
            HttpMethod = traffic.Method,
            Resource = traffic.Resource ?? "",
            Entity = traffic.Entity ?? "",
        });
}
