using System.Security.Cryptography.X509Certificates;
using EcaTools.Core.Comparison;
using EcaTools.Core.Credentials;
using EcaTools.Core.Deployment;
using EcaTools.Core.Metadata;
using EcaTools.Core.Rotation;
using EcaTools.Core.Rotation.Certificates;
using EcaTools.Core.Salesforce;
using EcaTools.Core.Salesforce.OAuth;
using EcaTools.Core.Tests.Flows;
using Xunit;

namespace EcaTools.Core.Tests.Rotation;

public sealed class CertificateRotatorTests : IAsyncLifetime
{
    private const string App = CertificateScene.App;
    private static readonly CancellationToken None = CancellationToken.None;

    private CertificateScene _scene = null!;

    private static X509Certificate2 Old => CertificateScene.Old;

    private static X509Certificate2 New => CertificateScene.New;

    public async ValueTask InitializeAsync() => _scene = await CertificateScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_new_key_logs_in_the_old_one_does_not_and_all_else_stays()
    {
        NamedRecord before = (await _scene.Settings.ReadAsync(App, None))!;
        using DyingWire wire = new();
        EcaOrg org = await _scene.ConnectAsync(wire);
        wire.Sent.Clear();
        EcaCertificateRotation result = await new CertificateRotator(
            org,
            new RotationJournal(_scene.Journal)
        ).RotateAsync(_scene.Request(withOldKey: true), None);

        Assert.Equal(CertificateRotationState.Rotated, result.State);
        Assert.Equal((Old.Thumbprint, New.Thumbprint), (result.OldThumbprint, result.Thumbprint));
        Assert.NotNull(result.Gap);
        Assert.Null(result.ToError());
        Assert.True(await _scene.LogsInAsync(_scene.NewKey));
        Assert.False(await _scene.LogsInAsync(_scene.CallersKey + ".previous"));
        Assert.Equal(await File.ReadAllTextAsync(_scene.NewKey), await File.ReadAllTextAsync(_scene.CallersKey));
        Assert.False(File.Exists(_scene.CallersKey + ".next"));
        NamedRecord after = (await _scene.Settings.ReadAsync(App, None))!;
        Assert.Equal(
            ["certificate"],
            RecordComparison.Differences(before.Record, after.Record),
            StringComparer.Ordinal
        );
        Assert.Equal(before.Record["consumerKey"], after.Record["consumerKey"]);

        // The settings, the old key's login, the settings again, the deploy, its state, the new key's login.
        Assert.Equal(
            ["SOAP readMetadata", "POST /services/oauth2/token", "SOAP readMetadata", "SOAP deploy"],
            wire.Sent[..4],
            StringComparer.Ordinal
        );
        Assert.All(wire.Sent[4..^1], sent => Assert.Equal("SOAP checkDeployStatus", sent));
        Assert.Equal("POST /services/oauth2/token", wire.Sent[^1]);
    }

    [Fact]
    public async Task A_second_run_changes_nothing_and_says_so()
    {
        await _scene.RotateAsync();
        int changes = _scene.Server.Requests.Changes;
        EcaCertificateRotation again = await _scene.RotateAsync();
        Assert.Equal(CertificateRotationState.Unchanged, again.State);
        Assert.Equal(changes, _scene.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_plan_tells_the_gap_and_only_looks()
    {
        using DyingWire wire = new();
        EcaOrg org = await _scene.ConnectAsync(wire);
        wire.Sent.Clear();
        CertificateRotationPlan plan = await new CertificateRotator(org, new RotationJournal(_scene.Journal)).PlanAsync(
            _scene.Request(withOldKey: true),
            None
        );
        Assert.Contains("no overlap", plan.Gap, StringComparison.Ordinal);
        Assert.Contains(plan.Gap, plan.Description, StringComparison.Ordinal);
        Assert.Equal(5, plan.Steps.Length);
        Assert.Contains(Old.Thumbprint, plan.Description, StringComparison.Ordinal);
        Assert.Contains(New.Thumbprint, plan.Description, StringComparison.Ordinal);
        Assert.Equal(["SOAP readMetadata"], wire.Sent, StringComparer.Ordinal);
        Assert.False(Directory.Exists(_scene.Journal));
        Assert.False(File.Exists(_scene.CallersKey + ".next"));
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_found_out_before_the_first_request()
    {
        using DyingWire wire = new();
        EcaOrg org = await _scene.ConnectAsync(wire);
        wire.Sent.Clear();
        CertificateRotationRequest request = _scene.Request() with
        {
            Key = KeyFile.Read(_scene.CallersKey, null, FixedTime.AtNoon),
        };
        Assert.Equal(
            "CertificateKeyMismatch",
            (
                await Assert.ThrowsAsync<EcaException>(() =>
                    new CertificateRotator(org, new RotationJournal(_scene.Journal)).RotateAsync(request, None)
                )
            ).ErrorId
        );
        Assert.Empty(wire.Sent);
    }

    [Fact]
    public async Task Where_the_old_key_does_not_log_in_nothing_is_changed()
    {
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            _scene.RotateAsync(request => request with { Username = FlowOrg.Unassigned }, withOldKey: true)
        );
        Assert.Equal("CertificateNotAccepted", error.ErrorId);
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
        Assert.False(File.Exists(_scene.CallersKey + ".next"));
    }

    [Fact]
    public async Task Where_the_new_key_does_not_log_in_the_old_certificate_comes_back_whole()
    {
        NamedRecord before = (await _scene.Settings.ReadAsync(App, None))!;
        string callers = await File.ReadAllTextAsync(_scene.CallersKey);
        EcaCertificateRotation result = await _scene.RotateAsync(CertificateScene.Refused);
        Assert.Equal(CertificateRotationState.Restored, result.State);
        Assert.Equal("CertificateNotRotated", result.ToError()!.ErrorId);
        Assert.NotNull(result.Refusal);
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
        Assert.Equal(callers, await File.ReadAllTextAsync(_scene.CallersKey));
        Assert.False(File.Exists(_scene.CallersKey + ".next"));
        Assert.Empty(RecordComparison.Differences(before.Record, (await _scene.Settings.ReadAsync(App, None))!.Record));

        // What was fixed goes on to the end.
        Assert.Equal(CertificateRotationState.Rotated, (await _scene.RotateAsync()).State);
    }

    [Fact]
    public async Task An_app_without_a_certificate_gets_one_and_loses_it_where_its_key_does_not_log_in()
    {
        await _scene.Flows.MakeAsync(App, "<isPkceRequired>true</isPkceRequired>", FlowOrg.PreAuthorized);
        Assert.Equal(CertificateRotationState.Restored, (await _scene.RotateAsync(CertificateScene.Refused)).State);
        Assert.Null((await _scene.Settings.ReadAsync(App, None))!.Record["certificate"]);
        EcaCertificateRotation result = await _scene.RotateAsync();
        Assert.Equal((CertificateRotationState.Rotated, null), (result.State, result.OldThumbprint));
    }

    [Fact]
    public async Task The_session_of_the_app_itself_is_refused()
    {
        string key = (await _scene.Settings.ReadAsync(App, None))!.Record["consumerKey"]!;
        EcaOrg own = _scene.Flows.Org with { LoginConsumerKey = key };
        Assert.Equal(
            "OwnAppRefused",
            (
                await Assert.ThrowsAsync<EcaException>(() =>
                    new CertificateRotator(own, new RotationJournal(_scene.Journal)).RotateAsync(_scene.Request(), None)
                )
            ).ErrorId
        );
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
    }

    [Theory]
    [InlineData("Nobody")]
    [InlineData("Some'body")]
    [InlineData("")]
    public async Task An_app_that_is_not_there_is_told(string name)
    {
        CertificateRotationRequest request = _scene.Request() with
        {
            App = new EcaAppIdentity("x") with { Name = name },
        };
        Assert.Equal(
            "AppNotFound",
            (await Assert.ThrowsAsync<EcaException>(() => _scene.Rotator.RotateAsync(request, None))).ErrorId
        );
    }

    [Fact]
    public async Task Of_two_runs_at_once_the_second_stops()
    {
        TaskCompletionSource reached = new();
        TaskCompletionSource go = new();
        Task<EcaCertificateRotation> first = _scene.RotateAsync(request =>
            request with
            {
                Callers = new SlowCallers(reached, go.Task),
            }
        );
        await reached.Task;
        Assert.Equal("RotationRunning", (await Assert.ThrowsAsync<EcaException>(() => _scene.RotateAsync())).ErrorId);
        go.SetResult();
        Assert.Equal(CertificateRotationState.Rotated, (await first).State);
    }

    [Fact]
    public async Task Whenever_the_process_dies_a_caller_with_both_keys_logs_in_and_the_next_run_ends_it()
    {
        using DyingWire counting = new();
        await _scene.RotateAsync(wire: counting, withOldKey: true);
        int points = 0;
        foreach (WireAccident accident in (WireAccident[])[WireAccident.DiesBefore, WireAccident.DiesAfter])
        {
            for (int at = 1; at <= counting.Count; at++, points++)
            {
                await DieAsync(accident, at, dyingStep: null);
            }
        }

        foreach (string step in (string[])["before prepare", "after prepare", "before activate", "after activate"])
        {
            await DieAsync(WireAccident.None, 0, step);
            points++;
        }

        TestContext.Current.SendDiagnosticMessage($"{points} points of death, 0 lost");
        Assert.True(points >= 20, $"{points}");

        async Task DieAsync(WireAccident accident, int at, string? dyingStep)
        {
            await _scene.ResetAsync();
            NamedRecord before = (await _scene.Settings.ReadAsync(App, None))!;
            using DyingWire wire = new(accident, at);
            string point = $"{accident} {at} {dyingStep}";
            Task run = _scene.RotateAsync(
                request => request with { Callers = new DyingCallers(request.Callers!, dyingStep) },
                wire,
                withOldKey: true
            );
            await Assert.ThrowsAsync<DiedException>(() => run);
            Assert.True(
                await _scene.LogsInAsync(_scene.CallersKey) || await _scene.LogsInAsync(_scene.CallersKey + ".next"),
                $"{point}: no key logs in"
            );

            EcaCertificateRotation result = await _scene.RotateAsync(withOldKey: true);
            Assert.True(
                result.State
                    is CertificateRotationState.Rotated
                        or CertificateRotationState.Resumed
                        or CertificateRotationState.Unchanged,
                $"{point}: {result.State} {result.Refusal}"
            );
            Assert.True(await _scene.LogsInAsync(_scene.CallersKey), $"{point}: the callers' key does not log in");
            Assert.Equal(await File.ReadAllTextAsync(_scene.NewKey), await File.ReadAllTextAsync(_scene.CallersKey));
            Assert.False(File.Exists(_scene.CallersKey + ".next"), point);
            Assert.Equal(
                ["certificate"],
                RecordComparison.Differences(before.Record, (await _scene.Settings.ReadAsync(App, None))!.Record),
                StringComparer.Ordinal
            );
            Assert.Equal(CertificateRotationState.Unchanged, (await _scene.RotateAsync()).State);
        }
    }

    [Theory]
    [InlineData(WireAccident.AnswerLost)]
    [InlineData(WireAccident.Busy)]
    [InlineData(WireAccident.Garbage)]
    public async Task Whatever_goes_wrong_on_the_way_a_caller_with_both_keys_logs_in_and_the_next_run_ends_it(
        WireAccident accident
    )
    {
        using DyingWire counting = new();
        await _scene.RotateAsync(wire: counting, withOldKey: true);
        for (int at = 1; at <= counting.Count; at++)
        {
            await _scene.ResetAsync();
            using DyingWire wire = new(accident, at);
            try
            {
                await _scene.RotateAsync(wire: wire, withOldKey: true);
            }
            catch (EcaException)
            {
                // Told, and resumed by the next run.
            }

            Assert.True(
                await _scene.LogsInAsync(_scene.CallersKey) || await _scene.LogsInAsync(_scene.CallersKey + ".next"),
                $"{accident} {at}: no key logs in"
            );
            await _scene.RotateAsync(withOldKey: true);
            Assert.Equal(await File.ReadAllTextAsync(_scene.NewKey), await File.ReadAllTextAsync(_scene.CallersKey));
            Assert.True(await _scene.LogsInAsync(_scene.CallersKey), $"{accident} {at}");
        }
    }

    [Fact]
    public async Task A_second_app_is_the_first_ones_like_and_both_keys_log_in()
    {
        SecondAppMaker maker = new(_scene.Flows.Org);
        string project = Path.Combine(_scene.Folder, "force-app");
        EcaCertificateRotation result = await maker.MakeAsync(_scene.Request(), "Vouching_2", project, None);
        Assert.Equal(CertificateRotationState.SecondApp, result.State);
        Assert.True(await _scene.LogsInAsync(_scene.CallersKey));
        Assert.True(await _scene.LogsInAsync(_scene.NewKey, result.ConsumerKey));
        EcaAppSet set = await new OrgAppSetReader(_scene.Flows.Org).ReadAsync(
            name => name.StartsWith(App, StringComparison.Ordinal),
            None
        );
        foreach (NamedRecord first in set.Find(App)!.Records)
        {
            NamedRecord second = set.Find("Vouching_2")!.Records.Single(record => record.Type == first.Type);
            string[] differ =
            [
                .. RecordComparison
                    .Differences(first.Record, second.Record)
                    .Except(
                        [
                            "certificate",
                            "consumerKey",
                            "externalClientApplication",
                            "label",
                            "oauthLink",
                            "orgScopedExternalApp",
                        ],
                        StringComparer.Ordinal
                    ),
            ];
            Assert.True(differ is [], $"{first.Type}: {string.Join(", ", differ)}");
        }

        string text = string.Concat(
            Directory.GetFiles(project, "*", SearchOption.AllDirectories).Select(File.ReadAllText)
        );
        Assert.DoesNotContain(result.ConsumerKey!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", text, StringComparison.Ordinal);

        int changes = _scene.Server.Requests.Changes;
        Assert.Equal(
            CertificateRotationState.SecondApp,
            (await maker.MakeAsync(_scene.Request(), "Vouching_2", project, None)).State
        );
        Assert.Equal(changes, _scene.Server.Requests.Changes);
    }

    [Fact]
    public async Task A_second_app_never_takes_anothers_place()
    {
        await _scene.Flows.MakeAsync("Vouching_2", $"<certificate>{Old.ExportCertificatePem()}</certificate>");
        int changes = _scene.Server.Requests.Changes;
        EcaException error = await Assert.ThrowsAsync<EcaException>(() =>
            new SecondAppMaker(_scene.Flows.Org).MakeAsync(
                _scene.Request(),
                "Vouching_2",
                Path.Combine(_scene.Folder, "force-app"),
                None
            )
        );
        Assert.Equal("NameTaken", error.ErrorId);
        Assert.Equal(changes, _scene.Server.Requests.Changes);
    }

    [Fact]
    public async Task The_journal_holds_certificates_and_no_key()
    {
        await _scene.RotateAsync();
        string[] files = Directory.GetFiles(_scene.Journal, "*.certificate");
        Assert.Single(files);
        string text = await File.ReadAllTextAsync(files[0]);
        Assert.Contains(New.Thumbprint, text, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files[0]));
        }
    }

    [Fact]
    public void A_wish_to_rotate_that_was_left_in_the_settings_is_not_sent_again()
    {
        NamedRecord settings = new(
            "A_glbloauth",
            new MetadataRecord(
                EcaType.GlobalOauthSettings,
                [
                    new("shouldRotateConsumerKey", "true", null),
                    new("callbackUrl", "https://a", null),
                    new("certificate", "x", null),
                    new("shouldRotateConsumerSecret", "true", null),
                ]
            )
        );
        Assert.Equal(
            ["callbackUrl", "certificate"],
            GlobalSettings.With(settings, ("certificate", "y")).Record.Fields.Select(field => field.Name),
            StringComparer.Ordinal
        );
        Assert.Equal("y", GlobalSettings.With(settings, ("certificate", "y")).Record["certificate"]);
        Assert.Equal(
            ["callbackUrl"],
            GlobalSettings.With(settings, ("certificate", null)).Record.Fields.Select(field => field.Name),
            StringComparer.Ordinal
        );
    }

    private sealed class SlowCallers(TaskCompletionSource reached, Task go) : ICertificateCallers
    {
        public Task PrepareAsync(CertificateHandover handover, CancellationToken cancellation)
        {
            reached.SetResult();
            return go;
        }

        public Task ActivateAsync(CertificateHandover handover, CancellationToken cancellation) => Task.CompletedTask;

        public Task WithdrawAsync(CertificateHandover handover, CancellationToken cancellation) => Task.CompletedTask;
    }
}
