using EcaTools.Core.Conversion;
using EcaTools.Core.Conversion.Files;
using EcaTools.Core.Conversion.Mapping;
using EcaTools.Core.Deployment;
using EcaTools.Core.Deployment.Publishing;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Inventory;
using EcaTools.Core.Inventory.Readers;
using EcaTools.Core.Metadata;
using EcaTools.Core.Metadata.Org;
using Xunit;

namespace EcaTools.Core.Tests.Deployment;

public sealed class PluginPublishTests
{
    [Theory]
    [InlineData("Expenses_SSO", "Expenses_SSO_samlPlcy", "isSamlPluginEnabled", 2, 2)]
    [InlineData("Timesheets_SSO", "Timesheets_SSO_samlPlcy", "isSamlPluginEnabled", 2, 2)]
    [InlineData("Shipment_Canvas", "Shipment_Canvas_canvasSettings", "isCanvasPluginEnabled", 5, 2)]
    public async Task SAML_and_canvas_apps_go_in_and_a_second_run_changes_nothing(
        string name,
        string record,
        string plugin,
        int definition,
        int policies
    )
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = await WriteAsync(session, name);
        Assert.Contains(app.Files, file => file.FullName == record);

        EcaDeployment first = await new EcaPublisher(session.Org).PublishAsync(app);
        Assert.Empty(first.Problems);
        Assert.Equal(EcaDeploymentStatus.Succeeded, first.Status);
        Assert.Equal([definition, policies], first.Phases.Select(phase => phase.Components.Length));
        await using (
            var found = new OrgRecordReader(session.Org)
                .ReadAsync(EcaType.Policies, [name + "_defaultPolicy"], default)
                .GetAsyncEnumerator()
        )
        {
            Assert.True(await found.MoveNextAsync());
            Assert.Equal("true", found.Current.Document!.Record[plugin]);
        }

        session.Server.Requests.Clear();
        EcaDeployment second = await new EcaPublisher(session.Org).PublishAsync(app);
        Assert.Equal(EcaDeploymentStatus.Unchanged, second.Status);
        Assert.Equal(0, session.Server.Requests.Changes);
        Assert.Empty(second.Problems);
    }

    [Fact]
    public async Task SAML_policies_under_another_name_in_the_org_are_found_and_taken_over()
    {
        await using PracticeSession session = await PracticeSession.StartAsync();
        EcaMetadata app = await WriteAsync(session, "Expenses_SSO");
        EcaMetadataFile saml = app.Files.Single(file => file.Type == EcaType.SamlPolicies);
        string other = saml.Path.Replace("Expenses_SSO_samlPlcy", "Made_In_Setup", StringComparison.Ordinal);
        File.Move(saml.Path, other);
        await new EcaPublisher(session.Org).PublishAsync(
            app with
            {
                Files = app.Files.Replace(saml, new EcaMetadataFile(saml.Type, "Made_In_Setup", other)),
            }
        );

        EcaDeployment deployment = await new EcaPublisher(session.Org).PublishAsync(
            await WriteAsync(session, "Expenses_SSO")
        );

        Assert.Equal(EcaDeploymentStatus.Unchanged, deployment.Status);
        Assert.Empty(deployment.Problems);
        Assert.Contains(
            deployment.Policies,
            policy => policy is { Type: EcaType.SamlPolicies, FullName: "Made_In_Setup" }
        );
    }

    [Theory]
    [InlineData(EcaType.SamlPolicies, "The App", "App")]
    [InlineData(EcaType.SamlPolicies, "App", "App")]
    [InlineData(EcaType.SamlPolicies, "Another App", "Another App")]
    [InlineData(EcaType.CanvasSettings, "The App", "The App")]
    public void Only_SAML_policies_may_name_their_app_by_its_label(string type, string owner, string expected)
    {
        NamedRecord record = new(
            "App_x",
            new MetadataRecord(
                type,
                [
                    new MetadataField("label", "The App", Group: null),
                    new MetadataField(EcaType.Owner, owner, Group: null),
                ]
            )
        );
        NamedRecord read = OrgAppReader.WithOwnerByName(record, "App", "The App");
        Assert.Equal((expected, "The App"), (read.Record[EcaType.Owner], read.Record["label"]));
    }

    private static async Task<EcaMetadata> WriteAsync(PracticeSession session, string name)
    {
        await foreach (ConnectedAppFile read in new ConnectedAppOrgReader(session.Org).ReadAsync())
        {
            if (read.App is { } app && app.Name == name)
            {
                EcaProjectWriter writer = new(Path.Combine(session.Folder.FullName, "force-app"), overwrite: true);
                EcaMetadata metadata = writer.Write(new EcaConverter().Convert(app));
                writer.Complete();
                return metadata;
            }
        }

        throw new InvalidOperationException($"The practice org has no {name}.");
    }
}
