using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Certificates;
using EcaTools.Core.ExternalClientApps;
using EcaTools.Core.Metadata;
using EcaTools.Core.Rotation.Certificates;
using EcaTools.Core.Tests.Flows;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

/// <summary>Each way in which a certificate's rotation was found to lock callers out, and what happens now.</summary>
public sealed class CertificateLockOutTests : IAsyncLifetime
{
    private const string App = CertificateScene.App;
    private const string Token = "POST /services/oauth2/token";
    private static readonly CancellationToken None = CancellationToken.None;

    private CertificateScene _scene = null!;

    public async ValueTask InitializeAsync() => _scene = await CertificateScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData("nobody@example.com", "UserNotFound")]
    [InlineData("o'brien@example.com", "UserNotFound")]
    [InlineData(FlowOrg.Unassigned, "UserNotAllowed")]
    public async Task A_user_who_can_not_log_in_is_found_out_before_anything_is_changed(string user, string expected)
    {
        int changes = _scene.Server.Requests.Changes;
        Assert.Equal(
            expected,
            (
                await Assert.ThrowsAsync<EcaException>(() =>
                    _scene.RotateAsync(request => request with { Username = user })
                )
            ).ErrorId
        );
        Assert.Equal(
            expected,
            (
                await Assert.ThrowsAsync<EcaException>(() =>
                    _scene.Rotator.PlanAsync(_scene.Request() with { Username = user }, None)
                )
            ).ErrorId
        );
        Assert.Equal(changes, _scene.Server.Requests.Changes);
        Assert.False(File.Exists(_scene.CallersKey + ".next"));
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
    }

    [Fact]
    public async Task A_refusal_that_is_not_about_the_key_ends_the_wait()
    {
        using DyingWire wire = new();
        EcaCertificateRotation result = await _scene.RotateAsync(
            request => CertificateScene.Refused(request) with { MaximumWait = TimeSpan.FromHours(1) },
            wire
        );
        Assert.Equal(CertificateRotationState.Restored, result.State);

        // The login is sent once more by the org's clock, and then no more.
        Assert.Equal(2, wire.Sent.Count(sent => sent == Token));
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
    }

    [Fact]
    public async Task A_certificate_that_somebody_put_in_meanwhile_is_not_overwritten_by_the_restore()
    {
        using X509Certificate2 other = FlowOrg.Certify();
        string otherPath = Path.Combine(_scene.Folder, "other.key");
        await File.WriteAllTextAsync(otherPath, CertificateScene.Pem(other));
        using DyingWire wire = new() { BeforeRequest = Once(() => PutAsync(other, isPkceRequired: false)) };
        EcaCertificateRotation result = await _scene.RotateAsync(CertificateScene.Refused, wire);

        Assert.Equal(CertificateRotationState.NeedsHuman, result.State);
        Assert.Contains("Somebody else changed the app's certificate", result.NextStep, StringComparison.Ordinal);
        Assert.True(await _scene.LogsInAsync(otherPath));
        Assert.Equal("false", (await _scene.Settings.ReadAsync(App, None))!.Record["isPkceRequired"]);
    }

    [Fact]
    public async Task A_restore_changes_the_certificate_alone()
    {
        // Another field is changed while the new certificate is in the org.
        using DyingWire wire = new()
        {
            BeforeRequest = Once(() => PutAsync(CertificateScene.New, isPkceRequired: false)),
        };
        Assert.Equal(
            CertificateRotationState.Restored,
            (await _scene.RotateAsync(CertificateScene.Refused, wire)).State
        );
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
        Assert.Equal("false", (await _scene.Settings.ReadAsync(App, None))!.Record["isPkceRequired"]);
    }

    [Fact]
    public async Task A_resumed_run_does_not_restore_the_old_certificate_once_callers_may_have_the_new_key()
    {
        Task run = _scene.RotateAsync(request =>
            request with
            {
                Callers = new DyingCallers(request.Callers!, "after activate"),
            }
        );
        await Assert.ThrowsAsync<DiedException>(() => run);
        EcaCertificateRotation result = await _scene.RotateAsync(CertificateScene.Refused);
        Assert.Equal((CertificateRotationState.NeedsHuman, CallerKey.New), (result.State, result.CallersHave));
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
        Assert.Equal(CertificateRotationState.Resumed, (await _scene.RotateAsync()).State);
    }

    [Fact]
    public async Task Callers_that_can_not_be_given_the_new_key_are_named_in_the_error()
    {
        Directory.CreateDirectory(_scene.CallersKey + ".previous");
        EcaException error = await Assert.ThrowsAsync<EcaException>(() => _scene.RotateAsync());
        Assert.Equal("FileNotWritten", error.ErrorId);
        Assert.Contains("locked out until this is resumed", error.Message, StringComparison.Ordinal);
        Directory.Delete(_scene.CallersKey + ".previous");
        Assert.Equal(CertificateRotationState.Resumed, (await _scene.RotateAsync()).State);
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
    }

    [Fact]
    public async Task The_new_certificate_is_written_into_the_metadata_and_nothing_else_changes_there()
    {
        (string project, string file) = await MakeProjectAsync();
        string before = await File.ReadAllTextAsync(file);

        // Nothing is written if the rotation fails.
        EcaCertificateRotation restored = await _scene.RotateAsync(request =>
            CertificateScene.Refused(request) with
            {
                MetadataPath = project,
            }
        );
        Assert.Equal((CertificateRotationState.Restored, before), (restored.State, await File.ReadAllTextAsync(file)));

        EcaCertificateRotation result = await _scene.RotateAsync(request => request with { MetadataPath = project });
        Assert.Equal(
            (CertificateRotationState.Rotated, file, ""),
            (result.State, result.MetadataFile, result.NextStep)
        );
        MetadataRecord record = new MetadataReader().ReadFile(file, EcaType.GlobalOauthSettings).Record;
        Assert.Equal(
            CertificatePem.Of(CertificateScene.New.ExportCertificatePem()),
            CertificatePem.Of(record["certificate"]!)
        );
        string after = await File.ReadAllTextAsync(file);
        int start = before.IndexOf("<certificate>", StringComparison.Ordinal);
        Assert.Equal(before[..start], after[..start]);
        Assert.Equal(
            before[before.IndexOf("</certificate>", StringComparison.Ordinal)..],
            after[after.IndexOf("</certificate>", StringComparison.Ordinal)..]
        );
    }

    [Fact]
    public async Task A_folder_without_the_apps_settings_is_found_out_before_anything_is_changed()
    {
        (string project, string file) = await MakeProjectAsync();
        File.Delete(file);
        int changes = _scene.Server.Requests.Changes;
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            _scene.RotateAsync(request => request with { MetadataPath = project })
        );
        Assert.Equal(("PathNotFound", changes), (error.ErrorId, _scene.Server.Requests.Changes));
    }

    [Fact]
    public async Task A_rotation_without_metadata_or_callers_says_what_is_left_to_do()
    {
        EcaCertificateRotation result = await _scene.RotateAsync(request => request with { Callers = null });
        Assert.Equal(CallerKey.Unknown, result.CallersHave);
        Assert.Contains("Callers with the old key are locked out", result.NextStep, StringComparison.Ordinal);
        Assert.Contains("-MetadataPath", result.NextStep, StringComparison.Ordinal);
    }

    /// <summary>Something that happens once, before the first login: the new certificate is in the org by
    /// then.</summary>
    private static Func<string, Task> Once(Func<Task> body)
    {
        bool wasRun = false;
        return sent =>
        {
            bool isNow = sent == Token && !wasRun;
            wasRun |= isNow;
            return isNow ? body() : Task.CompletedTask;
        };
    }

    private Task<ExternalClientApp> PutAsync(X509Certificate2 certificate, bool isPkceRequired) =>
        _scene.Flows.MakeAsync(
            App,
            $"<certificate>{certificate.ExportCertificatePem()}"
                + $"</certificate><isIntrospectAllTokens>true</isIntrospectAllTokens>"
                + $"<isPkceRequired>{(isPkceRequired ? "true" : "false")}</isPkceRequired>",
            FlowOrg.PreAuthorized
        );

    private async Task<(string Project, string File)> MakeProjectAsync()
    {
        string project = Path.Combine(_scene.Folder, "force-app");
        string file = Path.Combine(project, "extlClntAppGlobalOauthSets", $"{App}_glbloauth.ecaGlblOauth-meta.xml");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        Directory.CreateDirectory(Path.Combine(project, "externalClientApps"));
        await File.WriteAllTextAsync(
            Path.Combine(project, "externalClientApps", App + ".eca-meta.xml"),
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
                <label>{App}</label>
            </ExternalClientApplication>
            """
        );
        await File.WriteAllTextAsync(
            file,
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- kept -->
            <ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
                <callbackUrl>https://a.example</callbackUrl>
                <certificate>{CertificateScene.Old.ExportCertificatePem()}</certificate>
                <externalClientApplication>{App}</externalClientApplication>
            </ExtlClntAppGlobalOauthSettings>
            """.ReplaceLineEndings("\r\n")
        );
        return (project, file);
    }
}
