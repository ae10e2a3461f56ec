# A practice org behind the name and the certificate of a production one: a tunnel, as a company's proxy opens it, ends the TLS and goes on to the org.
# Only OpenSSL takes a certificate authority from the environment of one process, so this runs on Linux.
BeforeAll {
    . $PSScriptRoot/Import-StagedModule.ps1
    . $PSScriptRoot/Fixtures.ps1
    Add-Type -TypeDefinition @'
using System;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

public sealed class TestTunnel : IDisposable
{
    private readonly TcpListener listener = new TcpListener(IPAddress.Loopback, 0);
    private readonly int target;
    private readonly X509Certificate2 certificate;

    public TestTunnel(int target, X509Certificate2 certificate)
    {
        this.target = target;
        this.certificate = certificate;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port { get { return ((IPEndPoint)listener.LocalEndpoint).Port; } }

    public string Asked { get; private set; } = "";

    public void Dispose() { listener.Stop(); }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException || e is ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (TcpClient org = new TcpClient())
        {
            NetworkStream stream = client.GetStream();
            StringBuilder head = new StringBuilder();
            byte[] one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n") && await stream.ReadAsync(one, 0, 1) == 1)
            {
                head.Append((char)one[0]);
            }

            Asked += head.ToString().Split('\r')[0] + "\n";
            byte[] opened = Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection established\r\n\r\n");
            await stream.WriteAsync(opened, 0, opened.Length);
            using (SslStream secure = new SslStream(stream))
            {
                await secure.AuthenticateAsServerAsync(certificate);
                await org.ConnectAsync(IPAddress.Loopback, target);
                Task there = ForwardAsync(secure, org.GetStream());
                await org.GetStream().CopyToAsync(secure);
                await there;
            }
        }
    }

    // The org answers to its own name alone, so the tunnel addresses it by that, as a reverse proxy does.
    private static async Task ForwardAsync(Stream from, Stream to)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, 0, buffer.Length)) > 0)
        {
            string text = Encoding.Latin1.GetString(buffer, 0, count).Replace("Host: acme.my.salesforce.com\r\n", "Host: localhost\r\n");
            byte[] bytes = Encoding.Latin1.GetBytes(text);
            await to.WriteAsync(bytes, 0, bytes.Length);
        }
    }
}
'@
    $practice = Start-EcaPracticeOrg
    $key = [System.Security.Cryptography.RSA]::Create(2048)
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=acme.my.salesforce.com', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddDnsName('acme.my.salesforce.com')
    $request.CertificateExtensions.Add($names.Build())
    $certificate = $request.CreateSelfSigned([datetimeoffset] '2001-01-01Z', [datetimeoffset] '2099-01-01Z')
    Set-Content "$TestDrive/ca.pem" $certificate.ExportCertificatePem()
    $tunnel = [TestTunnel]::new($practice.Url.Port, $certificate)
    $names = 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'SSL_CERT_FILE', 'ORG_TOKEN'
    $before = @{}
    foreach ($name in $names) { $before[$name] = [System.Environment]::GetEnvironmentVariable($name) }

    # Runs a script in a process that has the tunnel for its proxy, and trusts its certificate or not.
    function Invoke-Behind {
        param([string] $Script, [switch] $Distrust)
        try {
            $env:HTTPS_PROXY = $env:https_proxy = "http://127.0.0.1:$($tunnel.Port)"
            $env:NO_PROXY = $env:no_proxy = $null
            $env:SSL_CERT_FILE = $Distrust ? $null : "$TestDrive/ca.pem"
            $env:ORG_TOKEN = Get-PlainToken $practice
            $login = "`$org = Connect-EcaOrg https://acme.my.salesforce.com -AccessToken (`$env:ORG_TOKEN | ConvertTo-SecureString -AsPlainText) -WarningVariable warned -WarningAction SilentlyContinue -ErrorVariable failed -ErrorAction SilentlyContinue"
            Get-PwshPath | ForEach-Object { & $_ -NoProfile -NonInteractive -Command "Import-Module '$(Get-StagedModulePath)'; $login; $Script" }
        }
        finally {
            foreach ($name in $names) { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) }
        }
    }
}

AfterAll {
    $tunnel.Dispose()
    Stop-EcaPracticeOrg
}

Describe 'Connect-EcaOrg, a production org behind a proxy' -Skip:(-not $IsLinux) {
    It 'connects through the proxy, knows the org for production, and warns' {
        $said = Invoke-Behind '"$($org.OrgType) $($org.InstanceUrl)"; "$warned"; "$($failed[0])"'
        $said[0] | Should -Be 'Production https://acme.my.salesforce.com'
        $said[1] | Should -Match 'Harbourline Freight \(00D\w{15}\) is a production org'
        $tunnel.Asked | Should -Match '(?m)^CONNECT acme\.my\.salesforce\.com:443 HTTP/1\.1'
    }

    It 'says that a proxy which opens the TLS with a certificate of its own is in the way' {
        $said = Invoke-Behind -Distrust '"$($failed[0].FullyQualifiedErrorId)"; "$($failed[0].ErrorDetails.RecommendedAction)"'
        $said[0] | Should -Be 'OrgUnreachable,EcaTools.Commands.Connection.ConnectEcaOrgCommand'
        $said[1] | Should -Match 'trust store'
    }
}
